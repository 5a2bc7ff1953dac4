"""``python -m bot.cli``: the command, where it is not installed; and how its own processes are started."""

from bot.cli import main

if __name__ == "__main__":
    main(prog_name="suara")
