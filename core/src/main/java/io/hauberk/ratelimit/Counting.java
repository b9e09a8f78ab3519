package io.hauberk.ratelimit;

import io.hauberk.Request;

/** Where a filter counts. */
interface Counting {
    /** Takes the cost of a request from all limits, or from none. */
    Taken take(Request request, Limit[] limits, long[] costs);
}
