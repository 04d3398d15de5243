"""What runs on hostile bytes inside the child process: judging of files, drawing of pages. No Django here."""
