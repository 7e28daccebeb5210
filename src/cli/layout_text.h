#pragma once

#include <string>

#include <arrow/type_fwd.h>
#include <nlohmann/json.hpp>

#include "quiver/file_layout.h"

namespace quiver::cli {

/// How much of a layout is shown to a person.
struct LayoutDetail {
  /// Every group, and each column of it; else the first few groups and each column of the file.
  bool groups = false;
};

/// The layout for a person, with a line break at its end.
std::string LayoutAsText(const FileLayout& layout, const LayoutDetail& detail);

/// The layout with everything that is known of it.
nlohmann::ordered_json LayoutAsJson(const FileLayout& layout);

/// A bound of statistics as a person reads it; "" where there is none.
std::string BoundText(const std::shared_ptr<arrow::Scalar>& bound);

}  // namespace quiver::cli
