"""config.example.toml: every setting with its default and one line why. Run as a module, it prints the file."""

from cairnloop.cli.config_file import example

if __name__ == "__main__":
    print(example(), end="")
