#pragma once

#include <memory>

#include "quiver/progress.h"

namespace quiver::cli {

enum class ProgressChoice { kAuto, kAlways, kNever };

/// The progress of a run, on stderr: redrawn lines where that is a terminal (or `kAlways` says so),
/// plain lines elsewhere, only notes with `kNever`.
std::unique_ptr<Progress> MakeProgress(ProgressChoice choice);

}  // namespace quiver::cli
