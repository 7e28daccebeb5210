#pragma once

#include <optional>
#include <string>
#include <vector>

#include "databases/postgres/existing_tables.h"
#include "databases/postgres/target_types.h"
#include "databases/postgres/wire_form.h"
#include "quiver/sink.h"
#include "quiver/table.h"

namespace quiver::postgres {

/// What a run does with one table.
struct TargetTable {
  TableDescription description;
  /// With the schema that it is in, or will be in.
  TableName place;
  Sink::Action action = Sink::Action::kWrite;
  /// What has its name; nothing when that is free.
  std::optional<ExistingTable> existing;
  /// It exists: its rows stay.
  bool append = false;
  /// It exists, and goes when this one takes its name.
  bool replace = false;

  /// As SQL writes them: where it is going to be, and where it grows.
  std::string relation;
  std::string staged;
  /// In the order of the schema.
  std::vector<ColumnType> columns;
  std::vector<WireType> wire;
  bool written = false;

  bool creates() const { return action == Sink::Action::kWrite && !append; }
};

}  // namespace quiver::postgres
