#include "quiver/progress.h"

namespace quiver {
namespace {

class Silent final : public Progress {
 public:
  void PhaseStarted(RunPhase, int64_t, int64_t) override {}
  void TableStarted(const TableName&, int64_t) override {}
  void Advanced(const TableName&, int64_t, int64_t) override {}
  void TableFinished(const TableName&) override {}
  void Note(std::string_view) override {}
};

}  // namespace

Progress* SilentProgress() {
  static Silent silent;
  return &silent;
}

}  // namespace quiver
