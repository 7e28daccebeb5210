#include "cli/progress_choice.h"

#include <unistd.h>

#include "cli/progress_bar.h"
#include "cli/progress_lines.h"
#include "cli/terminal.h"

namespace quiver::cli {

std::unique_ptr<Progress> MakeProgress(ProgressChoice choice) {
  if (choice == ProgressChoice::kNever) return std::make_unique<NotesOnly>();
  if (choice == ProgressChoice::kAlways || IsTerminal(STDERR_FILENO)) {
    return std::make_unique<ProgressBar>();
  }
  return std::make_unique<ProgressLines>();
}

}  // namespace quiver::cli
