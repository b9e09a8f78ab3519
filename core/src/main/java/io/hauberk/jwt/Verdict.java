package io.hauberk.jwt;

/** What came of looking at a token: {@link Verified}, a {@link TokenFault}, or that nobody can say: {@link Unavailable}. */
sealed interface Verdict permits Verified, TokenFault, Unavailable {}
