#pragma once

#include <cstdint>
#include <string>

#include <arrow/result.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/form.h"
#include "databases/postgres/type.h"
#include "quiver/postgres_options.h"

namespace quiver::postgres {

/// Decides how the values of a type are asked for and read.
class FormMaker {
 public:
  /// `connection` quotes names.
  FormMaker(Connection& connection, const Types& types, const PostgresOptions& options)
      : connection_(connection), types_(types), options_(options) {}

  struct Asked {
    Form form;
    /// What to select: the value itself, or a cast of it or of its parts.
    std::string sql;
  };
  /// For the value that `sql` stands for, of that type and type modifier. `declared` is the type as
  /// SQL writes it, for the field's metadata.
  arrow::Result<Asked> Make(const std::string& name, const std::string& sql, uint32_t type,
                            int32_t modifier, const std::string& declared) const;

  /// The same value as text.
  Asked MakeText(const std::string& name, const std::string& sql,
                 const std::string& declared) const;

 private:
  arrow::Result<Asked> MakeOf(const Type& type, const std::string& sql, int32_t modifier) const;
  arrow::Result<Asked> MakeBase(const Type& type, const std::string& sql, int32_t modifier) const;
  arrow::Result<Asked> MakeEnum(const Type& type, const std::string& sql) const;
  arrow::Result<Asked> MakeArray(const Type& type, const std::string& sql, int32_t modifier) const;
  arrow::Result<Asked> MakeComposite(const Type& type, const std::string& sql) const;
  arrow::Result<Asked> MakeWithPart(const Type& type, const WireKind* kind,
                                    const std::string& sql) const;

  Connection& connection_;
  const Types& types_;
  const PostgresOptions options_;
};

}  // namespace quiver::postgres
