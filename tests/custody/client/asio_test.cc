// That the separately compiled Asio is whole; what is done with it: transport_test.cc.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace asio_test {

TEST(Asio, WhatIsPostedIsRun) {
  boost::asio::io_context io;
  bool ran = false;
  boost::asio::post(io, [&ran] { ran = true; });
  io.run();
  EXPECT_TRUE(ran);
}

}  // namespace asio_test
