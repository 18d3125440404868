#include "custody/server/worker.h"

#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace pyx::server {
namespace worker_test {

TEST(Worker, DoesWhatItIsGivenInOrder) {
  std::vector<int> done;
  {
    Worker worker(8);
    for (int i = 0; i < 4; ++i) {
      EXPECT_TRUE(worker.submit([&done, i] { done.push_back(i); }));
    }
  }
  EXPECT_EQ(done, (std::vector<int>{0, 1, 2, 3}));
}

TEST(Worker, RefusesWhatIsTooMuch) {
  std::promise<void> release;
  std::promise<void> begun;
  Worker worker(1);
  ASSERT_TRUE(worker.submit([&] {
    begun.set_value();
    release.get_future().wait();
  }));
  begun.get_future().wait();
  EXPECT_TRUE(worker.submit([] {}));
  EXPECT_FALSE(worker.submit([] { FAIL() << "refused and yet done"; }));
  release.set_value();
}

}  // namespace worker_test
}  // namespace pyx::server
