#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quiver::csv {

/// The texts that mean NULL, besides the empty one, where they stand without quotes.
class NullTexts {
 public:
  explicit NullTexts(std::vector<std::string> texts) : texts_(std::move(texts)) {
    std::erase(texts_, "");
  }

  bool any() const { return !texts_.empty(); }
  bool Has(std::string_view field) const {
    return std::find(texts_.begin(), texts_.end(), field) != texts_.end();
  }

 private:
  std::vector<std::string> texts_;
};

}  // namespace quiver::csv
