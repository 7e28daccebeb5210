#include "cli/command.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <sstream>
#include <stdexcept>

#include "contract/child_process.h"

namespace quiver::testing {
namespace {

struct Ends {
  int read;
  int write;
};

Ends MakePipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  return {ends[0], ends[1]};
}

Ends MakeTerminal() {
  Ends ends{};
  winsize size{};
  size.ws_col = 100;
  size.ws_row = 40;
  if (openpty(&ends.read, &ends.write, nullptr, nullptr, &size) != 0) {
    throw std::runtime_error("openpty");
  }
  fcntl(ends.read, F_SETFD, FD_CLOEXEC);
  fcntl(ends.write, F_SETFD, FD_CLOEXEC);
  return ends;
}

[[noreturn]] void Become(const std::vector<std::string>& words, int out, int err,
                         const std::vector<std::string>& environment) {
  signal(SIGINT, SIG_DFL);
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  setenv("TERM", "xterm", 1);
  unsetenv("NO_COLOR");
  for (const std::string& variable : environment) putenv(strdup(variable.c_str()));
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

std::vector<std::string> Outcome::error_lines() const {
  std::vector<std::string> lines;
  std::istringstream text(err);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

RunningCommand::RunningCommand(const std::vector<std::string>& arguments, Terminal terminal,
                               const std::vector<std::string>& environment) {
  const bool shell = !arguments.empty() && arguments.front().starts_with("/");
  std::vector<std::string> words = arguments;
  if (!shell) words.insert(words.begin(), QUIVER_BINARY);
  const Ends out = MakePipe();
  const Ends err = terminal == Terminal::kStderr ? MakeTerminal() : MakePipe();
  pid_ = Fork();
  if (pid_ < 0) throw std::runtime_error("fork");
  if (pid_ == 0) Become(words, out.write, err.write, environment);
  close(out.write);
  close(err.write);
  out_ = out.read;
  err_ = err.read;
}

RunningCommand::~RunningCommand() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (out_ >= 0) close(out_);
  if (err_ >= 0) close(err_);
}

void RunningCommand::Signal(int signal_number) const { kill(pid_, signal_number); }

bool RunningCommand::ReadSome() {
  std::array<pollfd, 2> inputs = {pollfd{out_, POLLIN, 0}, pollfd{err_, POLLIN, 0}};
  const std::array<std::string*, 2> texts = {&outcome_.out, &outcome_.err};
  const std::array<int*, 2> descriptors = {&out_, &err_};
  if (out_ < 0 && err_ < 0) return false;
  poll(inputs.data(), inputs.size(), -1);
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].fd < 0 || inputs[i].revents == 0) continue;
    char bytes[4096];
    const ssize_t count = read(inputs[i].fd, bytes, sizeof(bytes));
    if (count > 0) {
      texts[i]->append(bytes, count);
    } else {
      // The end; of a terminal whose other side is gone, an error.
      close(*descriptors[i]);
      *descriptors[i] = -1;
    }
  }
  return true;
}

bool RunningCommand::WaitForError(const std::string& text) {
  while (outcome_.err.find(text) == std::string::npos) {
    if (!ReadSome()) return false;
  }
  return true;
}

Outcome RunningCommand::Wait() {
  while (ReadSome()) {
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  outcome_.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return outcome_;
}

Outcome Quiver(const std::vector<std::string>& arguments) {
  return RunningCommand(arguments).Wait();
}

Outcome RunOnTerminal(const std::vector<std::string>& arguments,
                      const std::vector<std::string>& environment) {
  return RunningCommand(arguments, RunningCommand::Terminal::kStderr, environment).Wait();
}

Outcome RunShell(const std::string& line) {
  return RunningCommand({"/bin/sh", "-c", line}, RunningCommand::Terminal::kNone,
                        {"QUIVER=" QUIVER_BINARY})
      .Wait();
}

}  // namespace quiver::testing
