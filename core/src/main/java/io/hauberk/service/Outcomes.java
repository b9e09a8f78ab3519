package io.hauberk.service;

/** How attempts end, as metrics name it. */
final class Outcomes {
    static final int BROKEN_BODY = 3;
    private static final int FIRST_FAILURE = 4;
    private static final String[] NAMES = {
        "success",
        "client-error",
        "server-error",
        "broken-body",
        "connect-failure",
        "refused-stream",
        "reset-before-request",
        "stale",
        "reset",
        "timeout",
        "cancelled",
        "hedge-lost"
    };

    static final int COUNT = NAMES.length;
    static final int HEDGE_LOST = COUNT - 1;

    private Outcomes() {}

    static int of(int status) {
        return status < 400 ? 0 : status < 500 ? 1 : 2;
    }

    static int of(Failure failure) {
        return FIRST_FAILURE + failure.ordinal();
    }

    static String name(int outcome) {
        return NAMES[outcome];
    }

    static String name(Failure failure) {
        return NAMES[of(failure)];
    }
}
