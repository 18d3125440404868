#include "custody/freshness/freshness_desk.h"

#include <algorithm>
#include <charconv>

#include "custody/freshness/notes.h"
#include "custody/freshness/witness.h"

namespace pyx::custody {
namespace {

constexpr std::string_view kControl = "STATE-FRESH";
constexpr std::string_view kAnchor = "the anchor on the token";
constexpr std::string_view kWayOut =
    "; nothing is written or signed until pyx vault catch-up, from an export of the whole log, or, "
    "if those leaves are lost for ever, an act state.accept";

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, number);
  if (failed != std::errc() || stop != end) return std::nullopt;
  return number;
}

}  // namespace

Result<std::uint64_t> FreshnessDesk::number(std::string_view note) const {
  PYX_ASSIGN(const auto text, store_.note(note));
  if (!text || text->empty()) return std::uint64_t{0};
  const auto number = parse_number(*text);
  if (!number) return error(Code::kStore, "the store's note " + std::string(note) + " is damaged");
  return *number;
}

FreshnessDesk::Ours FreshnessDesk::ours() const {
  Ours now{log_.head(), {}, {}};
  log_.look([&](const Books& books) {
    now.lost = books.lost;
    now.log_keys = books.former_log_keys;
    now.log_keys.push_back(books.log_public_key);
  });
  return now;
}

Result<Standing> FreshnessDesk::judge(const KnownHead& head, const Ours& ours,
                                      Complaints& into) const {
  PYX_ASSIGN(const Standing standing, standing_of(head, store_, ours.head.size, ours.lost));
  if (standing == Standing::kAhead || standing == Standing::kAnotherHistory)
    into.all.push_back(complaint(head, standing, ours.head.size));
  if (standing == Standing::kAhead)
    into.missing = std::max(into.missing, head.size - ours.head.size);
  return standing;
}

Result<void> FreshnessDesk::judge_anchor(const Ours& ours, Complaints& into) {
  openings_excused_ = false;
  if (!on_token_) return {};
  PYX_ASSIGN(const Standing standing,
             judge({std::string(kAnchor), on_token_->size, on_token_->root}, ours, into));
  std::uint64_t known = openings_;
  if (known == 0) {
    PYX_ASSIGN(known, number(kOpeningsNote));
  }
  if (on_token_->openings <= known) return {};
  // The leaves of that other copy were given up, or an export has shown that all of them are here.
  PYX_ASSIGN(const std::uint64_t caught_up, number(kCaughtUpNote));
  openings_excused_ = standing == Standing::kGivenUp ||
                      (standing == Standing::kOurs && caught_up >= on_token_->size);
  if (openings_excused_ || standing != Standing::kOurs) return {};
  into.all.push_back("another copy of this vault was opened with the token since: " +
                     std::string(kAnchor) + " counts " + std::to_string(on_token_->openings) +
                     " openings, the store " + std::to_string(known));
  return {};
}

Result<void> FreshnessDesk::judge_witness(const std::filesystem::path& file, const Ours& ours,
                                          Complaints& into) {
  const std::string where = "witness " + file.string();
  const auto unusable = [&](const std::string& why) {
    unusable_.push_back(where + " is of no use: " + why);
  };
  const auto witnessed = read_witness(file, ours.head.vault, ours.log_keys);
  if (!witnessed) {
    unusable(describe(witnessed.error()));
    return {};
  }
  const Checkpoint& checkpoint = witnessed->checkpoint;
  const KnownHead head{where, checkpoint.size, checkpoint.root};
  PYX_ASSIGN(const Standing standing, standing_of(head, store_, ours.head.size, ours.lost));
  if (!witnessed->is_signed && standing == Standing::kAnotherHistory) {
    unusable("it is signed by no log key of this log");
    return {};
  }
  PYX_TRY(judge(head, ours, into));
  // The log key may have been changed in what is missing here: that it is ahead has to count.
  if (!witnessed->is_signed && standing == Standing::kAhead)
    into.all.back() += " (signed by no log key that this log knows)";
  return {};
}

// What a catching up that was cut off was to bring.
Result<void> FreshnessDesk::judge_catching_up(const Ours& ours, Complaints& into) const {
  PYX_ASSIGN(const auto note, store_.note(kCatchingUpNote));
  if (!note || note->empty()) return {};
  const std::string_view text = *note;
  const std::size_t blank = std::min(text.find(' '), text.size() - 1);
  const auto size = parse_number(text.substr(0, blank));
  const auto root = sha256_from_hex(text.substr(blank + 1));
  if (!size || !root) return error(Code::kStore, "the store's note of a catching up is damaged");
  PYX_TRY(judge({"a catching up that was cut off", *size, *root}, ours, into));
  return {};
}

Result<void> FreshnessDesk::look_again() {
  const Ours now = ours();
  Complaints complaints;
  unusable_.clear();
  PYX_TRY(judge_anchor(now, complaints));
  for (const auto& file : witnesses_) PYX_TRY(judge_witness(file, now, complaints));
  PYX_TRY(judge_catching_up(now, complaints));
  publish(complaints);
  return {};
}

std::vector<std::string> FreshnessDesk::warnings() const {
  std::vector<std::string> all = unusable_;
  if (unwritten_) all.push_back("the token does not keep the anchor: " + describe(*unwritten_));
  if (anchor_is_gone_) {
    all.push_back(
        "the token no longer has the anchor that it was given: a rollback before this opening "
        "would not be noticed");
  }
  if (on_token_ && !unwritten_) return all;
  if (!token_was_read_) {
    all.push_back("the token was not opened: its anchor was not looked at");
  } else if (unusable_.size() == witnesses_.size()) {
    all.push_back("no anchor: a rollback would not be noticed");
  }
  return all;
}

void FreshnessDesk::publish(const Complaints& complaints) {
  Freshness report{std::nullopt, complaints.missing, warnings()};
  std::optional<Error> why;
  if (!complaints.all.empty()) {
    std::string text;
    for (const std::string& one : complaints.all) text += (text.empty() ? "" : "; ") + one;
    report.suspended = text + std::string(kWayOut);
    why = refused(kControl, *report.suspended);
  }
  log_.suspend(std::move(why));
  const bool changed = this->report().suspended.has_value() != report.suspended.has_value();
  if (changed && tell_) tell_(report);
  const std::lock_guard lock(report_mutex_);
  report_ = std::move(report);
}

Result<void> FreshnessDesk::read(pkcs11::Token& token) {
  PYX_ASSIGN(const std::vector<Bytes> anchors, token.read_anchors());
  on_token_ = newest_anchor(anchors, log_.vault());
  token_was_read_ = true;
  return {};
}

// The store counts first: the anchor is never ahead of its own store.
Result<void> FreshnessDesk::count_opening() {
  if (openings_ != 0 && !openings_excused_) return {};
  PYX_ASSIGN(const std::uint64_t counted, number(kOpeningsNote));
  openings_ = std::max(counted, on_token_ ? on_token_->openings : 0) + 1;
  return store_.set_note(kOpeningsNote, std::to_string(openings_));
}

Result<void> FreshnessDesk::write(pkcs11::Token& token) {
  PYX_TRY(count_opening());
  const EvidenceLog::Head head = log_.head();
  const Anchor anchor{head.vault, openings_, head.size, head.root};
  if (on_token_ == anchor) return {};
  if (auto written = token.write_anchor(encode_anchor(anchor)); !written) {
    unwritten_ = std::move(written).error();
    return {};
  }
  unwritten_.reset();
  on_token_ = anchor;
  PYX_TRY(store_.set_note(kAnchoredNote, token.identity().serial));
  if (openings_excused_) PYX_TRY(store_.set_note(kCaughtUpNote, ""));
  return {};
}

Result<void> FreshnessDesk::look() {
  const std::lock_guard one_at_a_time(looking_);
  return look_again();
}

Result<void> FreshnessDesk::opened(pkcs11::Token& token) {
  const std::lock_guard one_at_a_time(looking_);
  PYX_TRY(read(token));
  if (!on_token_ && openings_ == 0) {
    // On a token that never had one, or to which the vault has moved, that is as it should be.
    PYX_ASSIGN(const auto anchored_on, store_.note(kAnchoredNote));
    anchor_is_gone_ = anchored_on == token.identity().serial;
  }
  PYX_TRY(look_again());
  if (report().suspended) return {};
  PYX_TRY(write(token));
  return look_again();
}

Result<void> FreshnessDesk::keep(VaultToken& token) {
  if (!token.is_open()) return look();
  // Before the lock: an opening looks too.
  PYX_ASSIGN(const auto open, token.get());
  const std::lock_guard one_at_a_time(looking_);
  PYX_TRY(read(*open));
  PYX_TRY(look_again());
  if (report().suspended) return {};
  PYX_TRY(write(*open));
  return look_again();
}

Freshness FreshnessDesk::report() const {
  const std::lock_guard lock(report_mutex_);
  return report_;
}

}  // namespace pyx::custody
