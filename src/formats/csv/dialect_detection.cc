#include "formats/csv/dialect_detection.h"

#include <algorithm>

#include "formats/csv/scanner.h"

namespace quiver::csv {
namespace {

constexpr size_t kRowsLookedAt = 1000;

/// How well a delimiter fits: the share of rows with the fields of the first one, and these.
struct Fit {
  double share = 0;
  size_t fields = 0;
};

Fit FitOf(const std::vector<RowExtent>& rows) {
  if (rows.empty()) return {};
  const size_t fields = rows.front().fields;
  const auto same = std::count_if(rows.begin(), rows.end(),
                                  [&](const RowExtent& row) { return row.fields == fields; });
  return {static_cast<double>(same) / static_cast<double>(rows.size()), fields};
}

bool IsBetter(const Fit& a, const Fit& b) {
  if ((a.fields > 1) != (b.fields > 1)) return a.fields > 1;
  if (a.share != b.share) return a.share > b.share;
  return a.fields > b.fields;
}

}  // namespace

std::vector<RowExtent> SplitRows(const Dialect& dialect, std::string_view text, bool last,
                                 size_t most) {
  std::vector<RowExtent> rows;
  QuoteState state = QuoteState::kFieldBegin;
  RowExtent row{0, 0, 1};
  bool blank = true;
  const auto end_row = [&](size_t end) {
    row.end = end;
    if (!blank) rows.push_back(row);
    row = {end, end, 1};
    blank = true;
  };
  for (size_t i = 0; i < text.size() && rows.size() < most; ++i) {
    const char c = text[i];
    if (state == QuoteState::kQuoted) {
      if (c == '"') state = QuoteState::kQuoteInQuoted;
      continue;
    }
    if (c == dialect.row_end) {
      end_row(i + 1);
      state = QuoteState::kFieldBegin;
      continue;
    }
    blank = blank && c == '\r';
    if (c == dialect.delimiter) {
      ++row.fields;
      state = QuoteState::kFieldBegin;
    } else if (c == '"' && state != QuoteState::kInField) {
      state = QuoteState::kQuoted;
    } else {
      state = QuoteState::kInField;
    }
  }
  if (last && rows.size() < most) end_row(text.size());
  return rows;
}

Dialect DetectDialect(std::string_view head, bool last, const CsvOptions& options) {
  Dialect dialect;
  const bool only_cr =
      head.find('\n') == std::string_view::npos && head.find('\r') != std::string_view::npos;
  dialect.row_end = only_cr ? '\r' : '\n';
  if (options.delimiter != 0) {
    dialect.delimiter = options.delimiter;
    dialect.columns = FitOf(SplitRows(dialect, head, last, 1)).fields;
    return dialect;
  }
  Fit best;
  for (const char delimiter : {',', '\t', ';', '|'}) {
    Dialect candidate = dialect;
    candidate.delimiter = delimiter;
    const Fit fit = FitOf(SplitRows(candidate, head, last, kRowsLookedAt));
    if (best.fields == 0 || IsBetter(fit, best)) {
      best = fit;
      dialect.delimiter = delimiter;
    }
  }
  dialect.columns = best.fields;
  return dialect;
}

}  // namespace quiver::csv
