#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace quiver::testing {

/// What a run of the command gave.
struct Outcome {
  /// 128 + the signal where one ended it, as a shell says.
  int exit_code = -1;
  std::string out;
  std::string err;

  /// The lines of stderr.
  std::vector<std::string> error_lines() const;
};

/// The command, started and under way. Both of its outputs are read while it is waited for.
class RunningCommand {
 public:
  enum class Terminal { kNone, kStderr };

  /// `arguments` without the program's name. `environment` are NAME=VALUE lines on top of ours.
  explicit RunningCommand(const std::vector<std::string>& arguments,
                          Terminal terminal = Terminal::kNone,
                          const std::vector<std::string>& environment = {});
  ~RunningCommand();
  RunningCommand(const RunningCommand&) = delete;
  RunningCommand& operator=(const RunningCommand&) = delete;

  void Signal(int signal_number) const;
  /// Waits until `text` is on stderr; false when the command ends without it.
  bool WaitForError(const std::string& text);
  Outcome Wait();

 private:
  // Waits for output and adds it to `outcome_`; false when both ends are closed.
  bool ReadSome();

  Outcome outcome_;
  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
};

/// Runs `quiver` to its end.
Outcome Quiver(const std::vector<std::string>& arguments);

/// Runs it with a terminal of 100 columns as its stderr.
Outcome RunOnTerminal(const std::vector<std::string>& arguments,
                      const std::vector<std::string>& environment = {});

/// Runs a line of shell; `$QUIVER` is the command.
Outcome RunShell(const std::string& line);

}  // namespace quiver::testing
