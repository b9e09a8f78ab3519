package io.hauberk.jwt;

/** What came of looking at a token: {@link Verified} or a {@link TokenFault}. */
sealed interface Verdict permits Verified, TokenFault {}
