#include <cstdio>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/app_description.h"
#include "cli/command.h"
#include "cli/documents.h"
#include "cli/options.h"

namespace quiver::cli {
namespace {

std::vector<std::string> CommandNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : VisibleCommands(app)) names.push_back(command->get_name());
  return names;
}

// Within single quotes of a shell.
std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

bool TakesValue(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

std::string BashValues(const CLI::App& command) {
  std::string cases;
  for (const CLI::Option* option : NamedOptions(command)) {
    const std::vector<std::string> choices = Choices(*option);
    if (choices.empty()) continue;
    cases += fmt::format(
        "    '{} --{}')\n      COMPREPLY=($(compgen -W '{}' -- \"$word\"))\n      return;;\n",
        command.get_name(), option->get_lnames().front(), fmt::join(choices, " "));
  }
  return cases;
}

std::string Bash(const CLI::App& app) {
  std::string values;
  std::string options;
  for (const CLI::App* command : Commands(app)) {
    values += BashValues(*command);
    options += fmt::format("    {}) options='{}';;\n", command->get_name(),
                           fmt::join(OptionNames(*command), " "));
  }
  // Without commands the program's name stands for one.
  const std::string first =
      VisibleCommands(app).empty()
          ? fmt::format("  local command='{}' options=''\n  COMPREPLY=()\n", app.get_name())
          : fmt::format(R"(  local command="${{COMP_WORDS[1]}}" options=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '{} --help --version' -- "$word"))
    return
  fi
)",
                        fmt::join(CommandNames(app), " "));
  return fmt::format(R"(# bash completion of {0}
_{0}() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}"
{1}  case "$command $before" in
{2}    *) ;;
  esac
  case "$command" in
{3}  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word"));;
    *) COMPREPLY=($(compgen -f -- "$word"));;
  esac
}}
complete -o filenames -F _{0} {0}
)",
                     app.get_name(), first, values, options);
}

// _arguments takes `[...]` as the help and `:` as a separator.
std::string ZshText(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string ZshOption(const CLI::Option& option) {
  const std::string name = "--" + option.get_lnames().front();
  std::string text = fmt::format("{}[{}]", name, ZshText(option.get_description()));
  if (TakesValue(option)) {
    const std::vector<std::string> choices = Choices(option);
    text += choices.empty() ? ": :_files" : fmt::format(": :({})", fmt::join(choices, " "));
  }
  return Quoted("*" + text);
}

std::string ZshArguments(const CLI::App& command) {
  std::string text = "_arguments '*:file:_files'";
  for (const CLI::Option* option : NamedOptions(command)) {
    text += " \\\n        " + ZshOption(*option);
  }
  return text;
}

std::string ZshCommands(const CLI::App& app) {
  std::string cases;
  std::string commands;
  for (const CLI::App* command : VisibleCommands(app)) {
    commands += " " + Quoted(command->get_name() + ":" + ZshText(command->get_description()));
    cases += fmt::format("    {})\n      {};;\n", command->get_name(), ZshArguments(*command));
  }
  return fmt::format(R"(  local -a commands
  commands=({})
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
{}  esac
)",
                     commands, cases);
}

std::string Zsh(const CLI::App& app) {
  return fmt::format(
      R"(#compdef {0}
_{0}() {{
{1}}}
if [ "$funcstack[1]" = _{0} ]; then _{0} "$@"; else compdef _{0} {0}; fi
)",
      app.get_name(),
      VisibleCommands(app).empty() ? "  " + ZshArguments(app) + "\n" : ZshCommands(app));
}

// `condition` is that of a command, or empty.
std::string FishOption(const std::string& program, const std::string& condition,
                       const CLI::Option& option) {
  std::string line = fmt::format("complete -c {}{} -l {} -d {}", program, condition,
                                 option.get_lnames().front(), Quoted(option.get_description()));
  const std::vector<std::string> choices = Choices(option);
  if (!choices.empty()) {
    line += fmt::format(" -x -a '{}'", fmt::join(choices, " "));
  } else if (TakesValue(option)) {
    line += " -r";
  }
  return line + "\n";
}

std::string Fish(const CLI::App& app) {
  const std::string program = app.get_name();
  std::string text = fmt::format("# fish completion of {}\n", program);
  for (const CLI::App* command : VisibleCommands(app)) {
    text += fmt::format("complete -c {} -f -n __fish_use_subcommand -a {} -d {}\n", program,
                        command->get_name(), Quoted(command->get_description()));
  }
  for (const CLI::App* command : Commands(app)) {
    const std::string condition =
        command == &app ? ""
                        : fmt::format(" -n '__fish_seen_subcommand_from {}'", command->get_name());
    for (const CLI::Option* option : NamedOptions(*command)) {
      text += FishOption(program, condition, *option);
    }
  }
  return text;
}

}  // namespace

std::string Completions(const CLI::App& app, Shell shell) {
  switch (shell) {
    case Shell::kBash:
      return Bash(app);
    case Shell::kZsh:
      return Zsh(app);
    case Shell::kFish:
      return Fish(app);
  }
  return "";
}

void AddCompletionsCommand(CLI::App& app, Action* action) {
  auto shell = std::make_shared<Shell>(Shell::kBash);
  CLI::App& completions =
      *app.add_subcommand("completions", "Prints the completions of the command for a shell.");
  completions.group("");
  AddChoice<Shell>(completions, "shell", shell.get(), kShells, "The shell")->required();
  completions.callback([&app, action, shell] {
    *action = [&app, shell]() -> arrow::Result<int> {
      fmt::print("{}", Completions(app, *shell));
      return kDone;
    };
  });
}

}  // namespace quiver::cli
