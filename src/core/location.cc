#include "quiver/location.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/path_pattern.h"
#include "core/without_password.h"

namespace quiver {
namespace {

struct KindEntry {
  LocationKind kind;
  std::string_view name;
  std::string_view endings;  // separated by spaces
};

// The table of contents of all kinds; prefix, ending and error message come from it.
constexpr std::array kKinds = {
    KindEntry{LocationKind::kSqlite, "sqlite", ".db .sqlite .sqlite3 .db3"},
    KindEntry{LocationKind::kDuckDb, "duckdb", ".duckdb .ddb"},
    KindEntry{LocationKind::kPostgres, "postgres", ""},
    KindEntry{LocationKind::kArrowFile, "arrow", ".arrow .feather .ipc"},
    KindEntry{LocationKind::kArrowStream, "arrows", ".arrows"},
    KindEntry{LocationKind::kParquet, "parquet", ".parquet .pq"},
    KindEntry{LocationKind::kCsv, "csv", ".csv .tsv"},
};

std::optional<LocationKind> KindOfMagicBytes(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::array<char, 16> bytes{};
  file.read(bytes.data(), bytes.size());
  const std::string_view head(bytes.data(), file.gcount());
  if (head == std::string_view("SQLite format 3\0", 16)) return LocationKind::kSqlite;
  if (head.size() >= 12 && head.substr(8, 4) == "DUCK") return LocationKind::kDuckDb;
  if (head.starts_with("ARROW1")) return LocationKind::kArrowFile;
  if (head.starts_with("PAR1") || head.starts_with("PARE")) return LocationKind::kParquet;
  return std::nullopt;
}

bool IsUri(std::string_view text) {
  const size_t colon = text.find("://");
  return colon != std::string_view::npos && text.find('/') == colon + 1;
}

std::optional<LocationKind> KindOfEnding(std::string_view path) {
  if (IsUri(path)) path = path.substr(0, path.find_first_of("?#"));
  for (const std::string_view packed : {".gz", ".zst"}) {
    if (!path.ends_with(packed)) continue;
    // Other formats have their own compression inside.
    const auto kind = KindOfEnding(path.substr(0, path.size() - packed.size()));
    return kind == LocationKind::kCsv ? kind : std::nullopt;
  }
  const size_t dot = path.find_last_of("./");
  if (dot == std::string_view::npos || path[dot] == '/') return std::nullopt;
  std::string ending(path.substr(dot));
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  for (const KindEntry& entry : kKinds) {
    std::string_view rest = entry.endings;
    while (!rest.empty()) {
      const size_t space = rest.find(' ');
      if (rest.substr(0, space) == ending) return entry.kind;
      rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
    }
  }
  return std::nullopt;
}

// Files that are of no kind that we know are an error when a person named them, and are passed over
// when they merely are in the folder (README.md, _SUCCESS).
arrow::Result<LocationKind> KindOfManyFiles(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(const auto files, ExpandPath(path));
  std::optional<LocationKind> kind;
  std::string first;
  for (const std::string& file : files) {
    auto found = KindOfMagicBytes(file);
    if (!found) found = KindOfEnding(file);
    if (!found) continue;
    if (kind && *kind != *found) {
      return arrow::Status::Invalid(fmt::format(
          "{}: it has files of different kinds, such as {} ({}) and {} ({}); use a pattern like "
          "{}*.{}",
          path, first, LocationKindName(*kind), file, LocationKindName(*found),
          path.ends_with('/') ? path : path + "/", LocationKindName(*kind)));
    }
    if (!kind) first = file;
    kind = found;
  }
  if (kind) return *kind;
  return arrow::Status::Invalid(
      fmt::format("{}: none of its files is of a kind that is understood", path));
}

std::string WhatWouldBeUnderstood() {
  std::string text;
  for (const KindEntry& entry : kKinds) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{}:", entry.name);
    if (!entry.endings.empty()) text += fmt::format(" ({})", entry.endings);
  }
  return text;
}

}  // namespace

std::string_view LocationKindName(LocationKind kind) {
  for (const KindEntry& entry : kKinds) {
    if (entry.kind == kind) return entry.name;
  }
  return "unknown";
}

arrow::Result<LocationKind> ParseLocationKind(std::string_view name) {
  std::vector<std::string_view> names;
  for (const KindEntry& entry : kKinds) {
    if (entry.name == name) return entry.kind;
    names.push_back(entry.name);
  }
  return arrow::Status::Invalid(
      fmt::format("unknown kind \"{}\": use one of {}", name, fmt::join(names, ", ")));
}

arrow::Result<Location> Location::Parse(std::string_view text, std::optional<LocationKind> forced) {
  if (text.empty()) return arrow::Status::Invalid("an empty location names nothing");
  std::string path(text);
  if (!forced) {
    for (const KindEntry& entry : kKinds) {
      const std::string prefix = fmt::format("{}:", entry.name);
      // "postgres://..." is a URI and stays whole.
      if (!text.starts_with(prefix) || text.substr(prefix.size()).starts_with("//")) continue;
      path = text.substr(prefix.size());
      forced = entry.kind;
      break;
    }
  }
  if (path.empty()) {
    return arrow::Status::Invalid(fmt::format("location \"{}\" has a kind but no path", text));
  }
  if (forced) return Location{*forced, path};
  if (text.starts_with("postgres://") || text.starts_with("postgresql://")) {
    return Location{LocationKind::kPostgres, path};
  }
  const auto by_name = KindOfEnding(path);
  // A folder with the name of a database is no database, and the database's source says so.
  const bool named_database = by_name == LocationKind::kSqlite || by_name == LocationKind::kDuckDb;
  if (IsManyFiles(path) && !named_database) {
    ARROW_ASSIGN_OR_RAISE(const LocationKind kind, KindOfManyFiles(path));
    return Location{kind, path};
  }
  if (const auto kind = KindOfMagicBytes(path)) return Location{*kind, path};
  if (by_name) return Location{*by_name, path};
  if (path == "-") {
    return arrow::Status::Invalid(
        "\"-\" does not say what it holds; write csv:-, arrows:- or parquet:-");
  }
  return arrow::Status::Invalid(fmt::format(
      "can't tell what kind of thing \"{}\" is: neither its content nor its ending says "
      "so; put a prefix before it, one of {}",
      WithoutPassword(text), WhatWouldBeUnderstood()));
}

std::string Location::ToString() const {
  if (kind == LocationKind::kPostgres) return name();
  return fmt::format("{}:{}", LocationKindName(kind), path);
}

std::string Location::name() const { return WithoutPassword(path); }

}  // namespace quiver
