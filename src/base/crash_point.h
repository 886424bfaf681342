// Named places at which a test may kill the process, as a power switch would: compiled in always,
// one test of a constant when not armed.
//
//   SLIPWAY_TRY(file->write(end, bytes));
//   base::crash_point("queue: after write");
//   SLIPWAY_TRY(file->sync());
//
// Armed by the environment variable SLIPWAY_CRASH_AT="queue: after write:3": the process sends
// itself SIGKILL at the third hit. A test that arms a point and sees the process end otherwise
// knows that the point was not reached.
#pragma once

namespace slipway::base {

namespace crash_point_internal {
extern const bool armed;  // read from the environment once, at start
void hit(const char* name);
}  // namespace crash_point_internal

// `name` is a literal, unique in the program: "room: place". Any thread.
inline void crash_point(const char* name) {
  if (crash_point_internal::armed) [[unlikely]]
    crash_point_internal::hit(name);
}

}  // namespace slipway::base
