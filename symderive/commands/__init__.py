"""The commands: a command or a few that belong together a file, found by directory."""
