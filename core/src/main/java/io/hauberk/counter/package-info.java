/**
 * Counters in memory: how much of an allowance each of many callers has used up. Bounded, and made so that nobody is
 * admitted more often because others were forgotten.
 *
 * <p>Three ways to count, each pure arithmetic beside a table of its own state: {@link io.hauberk.counter.Gcra} with one
 * number a caller, changed without a lock; {@link io.hauberk.counter.FixedWindow} with two numbers and {@link
 * io.hauberk.counter.SlidingWindow} with one number and its slices, changed under the lock of one of sixteen segments, which
 * is held for some ten nanoseconds.
 *
 * <p>A caller who has used up nothing needs no place. So a table needs no clean-up: a place whose time is over is free. Where
 * all places are taken by callers whose time is not over, newcomers share counters, in which they are judged by what all of
 * them have used up: they may be refused early, and never late.
 */
@NullMarked
package io.hauberk.counter;

import org.jspecify.annotations.NullMarked;
