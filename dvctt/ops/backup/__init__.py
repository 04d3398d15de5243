"""Backups: one snapshot of the database, and the files that it names, in a folder that proves what it holds.

    FOLDER/files/<sha256, in two levels>   bytes of the store, shared by all backups and copied once
    FOLDER/<instant>/                      one backup: manifest.json, database.dump, files.txt, witness/, published/
    FOLDER/tried/                          what was found whenever a backup was restored

A backup has its name from the moment in which all of it lies on the disk; what a killed run leaves is called `.part-…`.
The keys are not in it.
"""
