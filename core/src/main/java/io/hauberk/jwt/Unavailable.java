package io.hauberk.jwt;

import java.time.Duration;

/**
 * Nobody can say now whether a token is right.
 *
 * @param rule why, for decisions and logs
 * @param retryAfter when to ask again
 */
record Unavailable(String rule, Duration retryAfter) implements Verdict {}
