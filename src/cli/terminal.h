#pragma once

namespace quiver::cli {

bool IsTerminal(int descriptor);

/// On a terminal that is not a dumb one, unless the environment has NO_COLOR (no-color.org).
bool UsesColours(int descriptor);

/// Columns of the terminal; 80 when it does not say.
int TerminalWidth(int descriptor);

}  // namespace quiver::cli
