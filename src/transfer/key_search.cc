#include "transfer/key_search.h"

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <utility>

#include "transfer/key_values.h"
#include "transfer/keyed_rows.h"

namespace quiver {
namespace {

// Rows of differing buckets that are kept at a time, each with about a hundred bytes.
constexpr int64_t kMostRowsKept = 200'000;

struct HashOfKey {
  size_t operator()(const RowHash128& key) const { return key.low; }
};

// The rows of one key on both sides. A key that is not unique can have more than one.
struct RowsOfKey {
  RowHash a;
  RowHash b;
  RowPosition in_a;
  RowPosition in_b;
};

using RowsByKey = std::unordered_map<RowHash128, RowsOfKey, HashOfKey>;

class Buckets {
 public:
  // About a thousand rows in each, within a few megabytes for all of them.
  explicit Buckets(int64_t rows)
      : sums_(std::bit_ceil(
            static_cast<uint64_t>(std::clamp<int64_t>(rows / 1'000, 4'096, 262'144)))) {}

  size_t IndexOf(const RowHash128& key) const { return key.high & (sums_.size() - 1); }
  size_t size() const { return sums_.size(); }
  const RowHash& operator[](size_t i) const { return sums_[i]; }

  arrow::Status Fill(TableStream& table, const KeySearch& search) {
    return ReadKeyedRows(table, search.key, search.jobs, [&](const KeyedRows& batch) {
      for (size_t i = 0; i < batch.rows.size(); ++i) {
        sums_[IndexOf(batch.keys[i])].Add({batch.rows[i].low, batch.rows[i].high, 1});
      }
    });
  }

 private:
  std::vector<RowHash> sums_;
};

// Which buckets pass 2 looks into.
struct BucketChoice {
  std::vector<bool> chosen;
  bool all = true;
};

BucketChoice ChooseDifferingBuckets(const Buckets& a, const Buckets& b) {
  BucketChoice choice{std::vector<bool>(a.size(), false)};
  int64_t rows = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) continue;
    const int64_t more = a[i].rows + b[i].rows;
    if (rows > 0 && rows + more > kMostRowsKept) {
      choice.all = false;
      continue;
    }
    choice.chosen[i] = true;
    rows += more;
  }
  return choice;
}

void KeepFirst(const RowPosition& candidate, RowPosition* first) {
  if (first->partition < 0 || candidate < *first) *first = candidate;
}

class KeyComparison {
 public:
  KeyComparison(TableStream& a, TableStream& b, const KeySearch& search)
      : a_(a), b_(b), search_(search) {}

  arrow::Result<FoundKeys> Run() {
    ARROW_ASSIGN_OR_RAISE(const BucketChoice choice, CompareBuckets());
    ARROW_RETURN_NOT_OK(Collect(a_, choice, &RowsOfKey::a, &RowsOfKey::in_a));
    ARROW_RETURN_NOT_OK(Collect(b_, choice, &RowsOfKey::b, &RowsOfKey::in_b));
    std::erase_if(rows_, [](const auto& entry) { return entry.second.a == entry.second.b; });
    FoundKeys found;
    found.differing_keys = static_cast<int64_t>(rows_.size());
    found.all_searched = choice.all;
    ARROW_ASSIGN_OR_RAISE(found.keys, NameTheFirst());
    return found;
  }

 private:
  arrow::Result<BucketChoice> CompareBuckets() {
    Buckets in_a(search_.rows);
    Buckets in_b(search_.rows);
    ARROW_RETURN_NOT_OK(in_a.Fill(a_, search_));
    ARROW_RETURN_NOT_OK(in_b.Fill(b_, search_));
    return ChooseDifferingBuckets(in_a, in_b);
  }

  arrow::Status Collect(TableStream& table, const BucketChoice& choice, RowHash RowsOfKey::*sum,
                        RowPosition RowsOfKey::*position) {
    const Buckets buckets(search_.rows);
    return ReadKeyedRows(table, search_.key, search_.jobs, [&](const KeyedRows& batch) {
      for (size_t i = 0; i < batch.rows.size(); ++i) {
        if (!choice.chosen[buckets.IndexOf(batch.keys[i])]) continue;
        RowsOfKey& rows = rows_[batch.keys[i]];
        (rows.*sum).Add({batch.rows[i].low, batch.rows[i].high, 1});
        KeepFirst({batch.first.partition, batch.first.row + static_cast<int64_t>(i)},
                  &(rows.*position));
      }
    });
  }

  // The first ones by position on each side, then by the values of their keys.
  arrow::Result<std::vector<KeyDifference>> NameTheFirst() {
    std::vector<PositionedKey> in_a, only_in_b;
    for (const auto& [key, rows] : rows_) {
      if (rows.a.rows == 0) {
        only_in_b.push_back({rows.in_b, KeyDifference::Kind::kOnlyInB});
      } else {
        in_a.push_back({rows.in_a, rows.b.rows == 0 ? KeyDifference::Kind::kOnlyInA
                                                    : KeyDifference::Kind::kDifferent});
      }
    }
    std::vector<NamedKey> named;
    ARROW_RETURN_NOT_OK(Name(a_, std::move(in_a), &named));
    ARROW_RETURN_NOT_OK(Name(b_, std::move(only_in_b), &named));
    std::sort(named.begin(), named.end());
    std::vector<KeyDifference> keys;
    for (NamedKey& key : named) {
      if (std::ssize(keys) == search_.max_keys) break;
      keys.push_back({key.kind, std::move(key.text)});
    }
    return keys;
  }

  arrow::Status Name(TableStream& table, std::vector<PositionedKey> keys,
                     std::vector<NamedKey>* named) {
    std::sort(keys.begin(), keys.end());
    if (std::ssize(keys) > search_.max_keys) keys.resize(search_.max_keys);
    return ReadKeyValues(table, search_.key, keys, named);
  }

  TableStream& a_;
  TableStream& b_;
  const KeySearch& search_;
  RowsByKey rows_;
};

}  // namespace

arrow::Result<FoundKeys> FindDifferingKeys(TableStream& a, TableStream& b,
                                           const KeySearch& search) {
  return KeyComparison(a, b, search).Run();
}

}  // namespace quiver
