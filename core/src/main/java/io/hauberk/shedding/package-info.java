/**
 * Giving up some requests under overload, so that the rest is answered in time.
 *
 * <p>Two signals say that there is more work than can be done: requests wait before they get here (the least wait of a
 * tenth of a second, twice in a row, as in CoDel, RFC 8289, so that a burst is not taken for a queue), and the processor is busy. As long as
 * one does, the share of requests that is admitted falls by a tenth at a time; once both have fallen well below their
 * marks, it rises again by fiftieths. What is given up are the least critical requests, as many classes of them as it
 * takes. A third one judges each request alone: whose deadline is nearer than its route can answer is refused at once.
 *
 * <p>In a chain: among what every request passes, right after log and traces.
 */
@NullMarked
package io.hauberk.shedding;

import org.jspecify.annotations.NullMarked;
