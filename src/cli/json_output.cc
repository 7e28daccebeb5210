#include "cli/json_output.h"

#include <cstdio>
#include <string>

namespace quiver::cli {

void PrintJson(const nlohmann::ordered_json& value) {
  // Names may hold bytes that are not UTF-8; JSON can't.
  std::string text = value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text += '\n';
  std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace quiver::cli
