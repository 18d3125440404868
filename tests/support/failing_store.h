// A store whose commits fail when a test says so, as on a full disk: whatever else is asked of it
// goes to the store beneath.
#pragma once

#include <memory>
#include <utility>

#include "custody/store/store.h"

namespace pyx::testing {

class FailingStore : public custody::Store {
 public:
  explicit FailingStore(std::unique_ptr<custody::Store> beneath) : beneath_(std::move(beneath)) {}

  void fail_next_commit() { fail_next_ = true; }
  void fail_next_note() { fail_next_note_ = true; }

  Result<custody::StoreHead> head() override { return beneath_->head(); }
  Result<void> commit(const custody::Commit& commit) override {
    if (std::exchange(fail_next_, false)) return error(Code::kStore, "the disk is full");
    return beneath_->commit(commit);
  }
  Result<std::vector<std::optional<custody::RequestRow>>> find_requests(
      const std::vector<custody::RequestKey>& keys) override {
    return beneath_->find_requests(keys);
  }
  Result<std::uint64_t> unsettled_requests(const Uuid& key, Time since) override {
    return beneath_->unsettled_requests(key, since);
  }
  Result<std::uint64_t> all_unsettled_requests() override {
    return beneath_->all_unsettled_requests();
  }
  Result<std::vector<custody::RequestRow>> open_requests(const std::optional<Uuid>& key, Time since,
                                                         std::uint64_t most) override {
    return beneath_->open_requests(key, since, most);
  }
  Result<std::vector<bool>> are_retired(const Uuid& key,
                                        const std::vector<Sha256>& names) override {
    return beneath_->are_retired(key, names);
  }
  Result<std::vector<custody::WindowPart>> window_parts() override {
    return beneath_->window_parts();
  }
  Result<std::vector<custody::LedgerRow>> ledger_rows() override { return beneath_->ledger_rows(); }
  Result<void> raise_low_water(Time to) override { return beneath_->raise_low_water(to); }
  Result<std::vector<Bytes>> leaves(std::uint64_t first, std::uint64_t count) override {
    return beneath_->leaves(first, count);
  }
  Result<void> each_register_leaf(const OnLeaf& on_leaf) override {
    return beneath_->each_register_leaf(on_leaf);
  }
  Result<std::vector<Sha256>> tile_hashes(unsigned level, std::uint64_t first,
                                          std::uint64_t count) override {
    return beneath_->tile_hashes(level, first, count);
  }
  Result<std::optional<Bytes>> blob(const Sha256& digest) override {
    return beneath_->blob(digest);
  }
  Result<std::optional<std::string>> note(std::string_view name) override {
    return beneath_->note(name);
  }
  Result<void> set_note(std::string_view name, std::string_view text) override {
    if (std::exchange(fail_next_note_, false)) return error(Code::kStore, "the disk is full");
    return beneath_->set_note(name, text);
  }
  Result<std::uint64_t> next_epoch() override { return beneath_->next_epoch(); }

 private:
  std::unique_ptr<custody::Store> beneath_;
  bool fail_next_ = false;
  bool fail_next_note_ = false;
};

}  // namespace pyx::testing
