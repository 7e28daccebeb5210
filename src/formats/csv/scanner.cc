#include "formats/csv/scanner.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "formats/csv/character_masks.h"

namespace quiver::csv {
namespace {

/// Puts the ends of fields and rows into a RowBlock.
class RowCutter {
 public:
  RowCutter(const Dialect& dialect, std::string_view text, size_t limit, RowBlock* block)
      : text_(text.data()),
        limit_(limit),
        columns_(dialect.columns),
        lf_(dialect.row_end == '\n'),
        block_(*block) {
    block_.text = text.data();
    block_.columns = columns_;
    block_.rows = 0;
    block_.bad_rows.clear();
    block_.consumed = 0;
    block_.ascii = true;
    BeginRow(0);
  }

  /// Makes room for one window of fields.
  void Reserve() {
    if (next_ - row_ > columns_ + 1) {
      // The row has too many fields already: they are counted, not kept.
      excess_ += next_ - row_ - columns_ - 1;
      next_ = row_ + columns_ + 1;
    }
    constexpr size_t kMost = 4 * kMaskedCharacters;
    if (next_ + kMost > block_.offsets.size()) {
      block_.offsets.resize(2 * block_.offsets.size() + columns_ + 2 * kMost);
    }
    offsets_ = block_.offsets.data();
  }

  /// Fields that end at the characters of `bits`, of the window at `base`.
  void EndFields(size_t base, uint64_t bits) {
    const int count = std::popcount(bits);
    uint32_t* out = offsets_ + next_;
    const auto behind = static_cast<uint32_t>(base + 1);
    // Eight at a time, without a branch for each; what is too much is overwritten later.
    for (int done = 0; done < count; done += 8) {
      for (int i = 0; i < 8; ++i) {
        out[done + i] = behind + static_cast<uint32_t>(std::countr_zero(bits));
        bits &= bits - 1;
      }
    }
    next_ += count;
  }

  void EndField(size_t position) { offsets_[next_++] = static_cast<uint32_t>(position + 1); }

  void MarkBad() { bad_ = true; }

  /// The last field that ended was the last of its row. False: no further row is wanted.
  bool EndRow(size_t position) {
    const uint32_t begin = offsets_[row_];
    const size_t fields = next_ - row_ - 1 + excess_;
    uint32_t end = static_cast<uint32_t>(position);
    if (lf_ && end > begin && text_[end - 1] == '\r') --end;
    if (bad_) {
      AddBadRow(begin, end, 0);
    } else if (fields == columns_) {
      offsets_[next_ - 1] = end + 1;
      ++block_.rows;
      row_ = next_;
    } else if (end > begin) {
      AddBadRow(begin, end, static_cast<uint32_t>(fields));
    }
    block_.consumed = position + 1;
    BeginRow(position + 1);
    return position + 1 < limit_;
  }

  bool in_row(size_t position) const { return position > block_.consumed; }

 private:
  void BeginRow(size_t begin) {
    if (block_.offsets.size() < row_ + 1) block_.offsets.resize(row_ + 1);
    block_.offsets[row_] = static_cast<uint32_t>(begin);
    offsets_ = block_.offsets.data();
    next_ = row_ + 1;
    excess_ = 0;
    bad_ = false;
  }

  void AddBadRow(uint32_t begin, uint32_t end, uint32_t fields) {
    block_.bad_rows.push_back({begin, end, static_cast<uint32_t>(block_.rows), fields});
  }

  const char* const text_;
  const size_t limit_;
  const size_t columns_;
  const bool lf_;
  RowBlock& block_;
  uint32_t* offsets_ = nullptr;
  size_t row_ = 0;   // where the offsets of the row begin
  size_t next_ = 0;  // where the next offset goes
  size_t excess_ = 0;
  bool bad_ = false;
};

/// Sees which characters are inside quotes, window after window, as long as quotes are where RFC
/// 4180 has them.
class QuoteMask {
 public:
  explicit QuoteMask(const Dialect& dialect) : lf_(dialect.row_end == '\n') {}

  /// Sets `*inside` for the characters of the window. False when a quote opens in the middle of a
  /// field, or something else than the end of the field follows one that closes.
  bool Add(const char* window, const CharacterMasks& masks, uint64_t in_text, uint64_t* inside) {
    const uint64_t quotes = masks.quote & in_text;
    if (quotes == 0 && !behind_close_ && !behind_close_cr_) {
      *inside = quoted_ ? ~uint64_t{0} : 0;
      before_open_ = !quoted_ && ((masks.delimiter | masks.row_end) >> 63) != 0;
      return true;
    }
    *inside = PrefixParity(quotes) ^ (quoted_ ? ~uint64_t{0} : 0);
    const uint64_t opening = quotes & *inside;
    const uint64_t closing = quotes & ~*inside;
    const uint64_t separators = masks.delimiter | masks.row_end;
    const uint64_t may_open = ((separators | quotes) << 1) | (before_open_ ? 1 : 0);
    const uint64_t behind_close = (closing << 1) | (behind_close_ ? 1 : 0);
    uint64_t wrong = opening & ~may_open;
    uint64_t not_ended = behind_close & in_text & ~(separators | quotes);
    uint64_t returns = 0;
    if ((not_ended != 0 || behind_close_cr_) && lf_) {
      for (uint64_t rest = not_ended; rest != 0; rest &= rest - 1) {
        if (window[std::countr_zero(rest)] == '\r') returns |= rest & -rest;
      }
      not_ended &= ~returns;
      wrong |= ((returns << 1) | (behind_close_cr_ ? 1 : 0)) & in_text & ~masks.row_end;
    }
    if ((wrong | not_ended) != 0) return false;
    quoted_ = (*inside >> 63) != 0;
    behind_close_ = (closing >> 63) != 0;
    behind_close_cr_ = (returns >> 63) != 0;
    before_open_ = ((separators | quotes) >> 63) != 0;
    return true;
  }

 private:
  const bool lf_;
  bool quoted_ = false;
  bool before_open_ = true;  // the character before the window: a field begins behind it
  bool behind_close_ = false;
  bool behind_close_cr_ = false;
};

uint64_t BitsBelow(size_t count) { return count >= 64 ? ~uint64_t{0} : (uint64_t{1} << count) - 1; }

/// False when quotes are where only CutSlowly knows what they mean. `*quoted` is whether the text
/// ends inside quotes.
bool CutQuickly(const Dialect& dialect, std::string_view text, RowCutter* cutter, RowBlock* block,
                bool* quoted) {
  QuoteMask quotes(dialect);
  uint64_t non_ascii = 0;
  for (size_t base = 0; base < text.size(); base += kMaskedCharacters) {
    const uint64_t in_text = BitsBelow(text.size() - base);
    const CharacterMasks masks =
        MaskCharacters(text.data() + base, dialect.delimiter, dialect.row_end);
    uint64_t inside = 0;
    if (!quotes.Add(text.data() + base, masks, in_text, &inside)) return false;
    const uint64_t outside = ~inside & in_text;
    uint64_t fields = (masks.delimiter | masks.row_end) & outside;
    non_ascii |= masks.non_ascii & in_text;
    block->ascii = non_ascii == 0;
    *quoted = (inside >> std::min<size_t>(63, text.size() - base - 1) & 1) != 0;
    cutter->Reserve();
    for (uint64_t rows = masks.row_end & outside; rows != 0; rows &= rows - 1) {
      const uint64_t through = rows ^ (rows - 1);
      cutter->EndFields(base, fields & through);
      fields &= ~through;
      if (!cutter->EndRow(base + std::countr_zero(rows))) return true;
    }
    cutter->EndFields(base, fields);
  }
  return true;
}

/// The same, character by character, for quotes anywhere: in the middle of a field they are
/// characters like others, and behind a closing one the row is bad.
void CutSlowly(const Dialect& dialect, std::string_view text, RowCutter* cutter, RowBlock* block,
               bool* quoted) {
  block->ascii = false;
  QuoteState state = QuoteState::kFieldBegin;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (state == QuoteState::kQuoted) {
      if (c == '"') state = QuoteState::kQuoteInQuoted;
      continue;
    }
    if (c == dialect.delimiter || c == dialect.row_end) {
      state = QuoteState::kFieldBegin;
      cutter->Reserve();
      cutter->EndField(i);
      if (c == dialect.row_end && !cutter->EndRow(i)) {
        *quoted = false;
        return;
      }
    } else if (state == QuoteState::kFieldBegin) {
      state = c == '"' ? QuoteState::kQuoted : QuoteState::kInField;
    } else if (state == QuoteState::kQuoteInQuoted) {
      const bool row_ends =
          c == '\r' && dialect.row_end == '\n' && (i + 1 == text.size() || text[i + 1] == '\n');
      if (c == '"') {
        state = QuoteState::kQuoted;
      } else if (!row_ends) {
        cutter->MarkBad();
        state = QuoteState::kInField;
      }
    }
  }
  *quoted = state == QuoteState::kQuoted;
}

bool EndsField(const Dialect& dialect, char c) {
  return c == dialect.delimiter || c == dialect.row_end;
}

}  // namespace

bool ScanRows(const Dialect& dialect, std::string_view text, size_t limit, bool last,
              RowBlock* block) {
  bool quoted = false;
  const auto end = [&](RowCutter* cutter) {
    if (!last || block->consumed >= limit || !cutter->in_row(text.size())) return true;
    if (quoted) return false;
    cutter->Reserve();
    cutter->EndField(text.size());
    cutter->EndRow(text.size());
    block->consumed = text.size();
    return true;
  };
  RowCutter quick(dialect, text, limit, block);
  if (CutQuickly(dialect, text, &quick, block, &quoted)) return end(&quick);
  RowCutter slow(dialect, text, limit, block);
  CutSlowly(dialect, text, &slow, block, &quoted);
  return end(&slow);
}

QuoteState FindRowBegin(const Dialect& dialect, std::string_view text, QuoteState state,
                        size_t from, size_t* row_begin) {
  *row_begin = std::string_view::npos;
  size_t at = 0;
  while (at < text.size()) {
    if (state == QuoteState::kQuoted) {
      at = text.find('"', at);
      if (at == std::string_view::npos) return state;
      state = QuoteState::kQuoteInQuoted;
      ++at;
      continue;
    }
    if (state == QuoteState::kQuoteInQuoted && text[at] == '"') {
      state = QuoteState::kQuoted;
      ++at;
      continue;
    }
    // Outside of quotes: until one opens, only the ends of rows behind `from` matter.
    const size_t quote = std::min(text.find('"', at), text.size());
    const size_t search = std::max(from, at);
    const size_t row_end = search < quote ? text.substr(0, quote).find(dialect.row_end, search)
                                          : std::string_view::npos;
    if (row_end != std::string_view::npos) {
      *row_begin = row_end + 1;
      return QuoteState::kFieldBegin;
    }
    if (quote == text.size()) {
      return EndsField(dialect, text.back()) ? QuoteState::kFieldBegin : QuoteState::kInField;
    }
    const bool opens =
        quote == at ? state == QuoteState::kFieldBegin : EndsField(dialect, text[quote - 1]);
    state = opens ? QuoteState::kQuoted : QuoteState::kInField;
    at = quote + 1;
  }
  return state;
}

}  // namespace quiver::csv
