#include "cli/interrupt.h"

#include <signal.h>

namespace quiver::cli {
namespace {

arrow::StopSource* Interrupts() {
  // Never destroyed: a signal may arrive while the process ends.
  static auto* source = new arrow::StopSource();
  return source;
}

arrow::StopSource* interrupts_for_handler = nullptr;

void RequestStop(int signal_number) {
  interrupts_for_handler->RequestStopFromSignal(signal_number);
}

}  // namespace

void CatchInterrupts() {
  interrupts_for_handler = Interrupts();
  struct sigaction action {};
  action.sa_handler = RequestStop;
  // The second one finds the default action.
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigemptyset(&action.sa_mask);
  for (const int signal_number : {SIGINT, SIGTERM}) {
    struct sigaction inherited {};
    sigaction(signal_number, nullptr, &inherited);
    // Started with `nohup` or in the background of a script: the caller wants it ignored.
    if (inherited.sa_handler != SIG_IGN) sigaction(signal_number, &action, nullptr);
  }
}

arrow::StopToken InterruptToken() { return Interrupts()->token(); }

}  // namespace quiver::cli
