#pragma once

#include <CLI/CLI.hpp>

#include "cli/command.h"

namespace quiver::cli {

/// Describes a program and its options; parsing sets the action.
using Describe = void (*)(CLI::App& app, Action* action);

/// The whole life of a program: reads the command line, does what it says, and says in one line
/// what is wrong. Gives the exit code. No exception leaves it.
int RunProgram(Describe describe, int argc, char** argv);

}  // namespace quiver::cli
