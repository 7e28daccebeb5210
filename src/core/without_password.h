#pragma once

#include <string>
#include <string_view>

namespace quiver {

/// `location`, a URI or "key=value" text, with "***" for the passwords in it: what may be shown.
std::string WithoutPassword(std::string_view location);

}  // namespace quiver
