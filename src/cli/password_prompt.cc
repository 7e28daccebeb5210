#include "cli/password_prompt.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <string_view>

#include "cli/interrupt.h"

namespace quiver::cli {
namespace {

// The terminal of this process, whatever its standard input is; it does not show what is typed.
class HiddenInput {
 public:
  HiddenInput() : terminal_(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {
    if (terminal_ < 0 || tcgetattr(terminal_, &before_) != 0) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    is_hidden_ = tcsetattr(terminal_, TCSAFLUSH, &hidden) == 0;
  }
  ~HiddenInput() {
    if (is_hidden_) (void)tcsetattr(terminal_, TCSAFLUSH, &before_);
    if (terminal_ >= 0) close(terminal_);
  }
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;

  bool is_hidden() const { return is_hidden_; }

  void Show(std::string_view text) const { (void)!write(terminal_, text.data(), text.size()); }

  arrow::Result<std::string> ReadLine() const {
    std::string line;
    while (true) {
      ARROW_RETURN_NOT_OK(InterruptToken().Poll());
      // A signal does not end a read, so that one is begun only when there is something.
      constexpr int kPollMilliseconds = 100;
      pollfd ready = {terminal_, POLLIN, 0};
      if (poll(&ready, 1, kPollMilliseconds) <= 0) continue;
      char c = 0;
      if (read(terminal_, &c, 1) <= 0 || c == '\n') return line;
      line += c;
    }
  }

 private:
  const int terminal_;
  termios before_{};
  bool is_hidden_ = false;
};

}  // namespace

arrow::Result<std::string> AskForPassword() {
  const HiddenInput input;
  if (!input.is_hidden()) {
    return arrow::Status::IOError(
        "there is no terminal to ask for the password on; put it into ~/.pgpass or PGPASSWORD");
  }
  input.Show("Password: ");
  auto password = input.ReadLine();
  input.Show("\n");
  return password;
}

}  // namespace quiver::cli
