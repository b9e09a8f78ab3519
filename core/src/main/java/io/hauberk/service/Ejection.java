package io.hauberk.service;

import java.util.Locale;

/**
 * That an endpoint was ejected, or would have been, as the decision record shows it.
 *
 * @param reason the last failure, or the rule where that is about many
 */
record Ejection(Member member, Rule rule, String reason, long nanos, boolean shadow) {
    /** What led to it. */
    enum Rule {
        CONSECUTIVE_FAILURES,
        CONSECUTIVE_GATEWAY_FAILURES,
        CONSECUTIVE_LOCAL_FAILURES,
        SUCCESS_RATE,
        FAILURE_PERCENTAGE,
        LOCAL_SUCCESS_RATE,
        LOCAL_FAILURE_PERCENTAGE,
        LATENCY,
        /** It was ejected before, and the request that was to show whether it is back has failed. */
        PROBATION;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public String toString() {
        return member + (shadow ? " would be" : " is") + " left out for " + nanos / 1_000_000 + " ms by " + rule + ", "
                + reason;
    }
}
