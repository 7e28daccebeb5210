#include <algorithm>
#include <cctype>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/app_description.h"
#include "cli/command.h"
#include "cli/documents.h"

namespace quiver::cli {
namespace {

// Text for troff (man(7)): backslashes and hyphens are its own, and so is a dot or a quote at the
// start of a line.
std::string Roff(const std::string& text) {
  std::string roff;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool line_start = i == 0 || text[i - 1] == '\n';
    if (line_start && (text[i] == '.' || text[i] == '\'')) roff += "\\&";
    if (text[i] == '\\') {
      roff += "\\e";
    } else if (text[i] == '-') {
      roff += "\\-";
    } else {
      roff += text[i];
    }
  }
  return roff;
}

std::string FullName(const CLI::App& app, const CLI::App& command) {
  return &app == &command ? app.get_name() : app.get_name() + " " + command.get_name();
}

std::string Synopsis(const CLI::App& app, const CLI::App& command) {
  std::string text = fmt::format(".B {}\n", FullName(app, command));
  for (const CLI::Option* positional : Positionals(command)) {
    const char* form = positional->get_required() ? ".I {}\n" : ".RI [ {} ]\n";
    text += fmt::format(fmt::runtime(form), Roff(positional->get_name()));
  }
  return text + "[options]\n";
}

std::string Options(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* option : NamedOptions(command)) {
    text += fmt::format(".TP\n.B {}\n", Roff(OptionLabel(*option)));
    text += Roff(option->get_description()) + "\n";
  }
  return text;
}

std::string CommandSection(const CLI::App& app, const CLI::App& command) {
  return fmt::format(".SS {}\n{}\n.PP\n{}{}.PP\n.nf\n{}\n.fi\n", Roff(FullName(app, command)),
                     Roff(command.get_description()), Synopsis(app, command), Options(command),
                     Roff(command.get_footer()));
}

constexpr char kExitStatus[] =
    ".SH EXIT STATUS\n"
    ".TP\n.B 0\nDone.\n"
    ".TP\n.B 1\nFailed; one line on standard error says what, where and what to do.\n"
    ".TP\n.B 2\nThe command line can not be understood.\n";
constexpr char kVerifyStatus[] = ".TP\n.B 3\n.B verify\nfound differences.\n";
constexpr char kInterruptedStatus[] = ".TP\n.B 130\nInterrupted; nothing was changed.\n";

std::string UpperCase(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

}  // namespace

std::string ManPage(const CLI::App& app) {
  const std::vector<const CLI::App*> commands = VisibleCommands(app);
  std::string page = fmt::format(".TH {} 1 \"\" \"{} {}\" \"User Commands\"\n",
                                 UpperCase(app.get_name()), app.get_name(), QUIVER_VERSION);
  page += fmt::format(".SH NAME\n{} \\- {}\n", app.get_name(), Roff(app.get_description()));
  page += ".SH SYNOPSIS\n";
  for (const CLI::App* command : Commands(app)) page += Synopsis(app, *command) + ".br\n";
  page += commands.empty() ? ".SH OPTIONS\n" + Options(app) : ".SH COMMANDS\n";
  for (const CLI::App* command : commands) page += CommandSection(app, *command);
  page += kExitStatus;
  if (FindCommand(app, "verify") != nullptr) page += kVerifyStatus;
  page += kInterruptedStatus;
  page += fmt::format(".SH {}\n.nf\n{}\n.fi\n", commands.empty() ? "NOTES" : "EXAMPLES",
                      Roff(app.get_footer()));
  return page;
}

void AddManCommand(CLI::App& app, Action* action) {
  CLI::App& man = *app.add_subcommand("man", "Prints the manual page, for man(1).");
  man.group("");
  man.callback([&app, action] {
    *action = [&app]() -> arrow::Result<int> {
      fmt::print("{}", ManPage(app));
      return kDone;
    };
  });
}

}  // namespace quiver::cli
