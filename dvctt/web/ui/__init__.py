"""What is drawn: components and forms, the frame of every page, and the values that views hand to them."""
