#include "databases/postgres/enum_labels.h"

namespace quiver::postgres {
namespace {

// NAMEDATALEN - 1
constexpr size_t kMostLabelBytes = 63;

bool Skip(std::string_view prefix, std::string_view* text) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

/// 'a label', with each ' twice.
std::optional<std::string> ReadLabel(std::string_view* text) {
  if (!Skip("'", text)) return std::nullopt;
  std::string label;
  while (true) {
    const size_t quote = text->find('\'');
    if (quote == std::string_view::npos) return std::nullopt;
    label += text->substr(0, quote);
    text->remove_prefix(quote + 1);
    if (!Skip("'", text)) break;
    label += '\'';
  }
  const bool possible = label.size() <= kMostLabelBytes && label.find('\0') == std::string::npos;
  return possible ? std::optional(label) : std::nullopt;
}

}  // namespace

std::optional<std::vector<std::string>> ParseEnumLabels(std::string_view type) {
  std::vector<std::string> labels;
  if (!Skip("ENUM(", &type)) return std::nullopt;
  while (!Skip(")", &type)) {
    if (!labels.empty() && !Skip(", ", &type)) return std::nullopt;
    const auto label = ReadLabel(&type);
    if (!label) return std::nullopt;
    labels.push_back(*label);
  }
  return type.empty() ? std::optional(labels) : std::nullopt;
}

}  // namespace quiver::postgres
