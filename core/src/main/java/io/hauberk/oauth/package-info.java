/**
 * Tokens for calls that we make ourselves (OAuth 2.0): the caller's own, passed on ({@link io.hauberk.oauth.TokenRelay}) or
 * exchanged for another (RFC 8693, {@link io.hauberk.oauth.TokenExchange}), or one for ourselves
 * (RFC 6749 §4.4, {@link io.hauberk.oauth.ClientCredentials}).
 *
 * <p>{@link io.hauberk.oauth.OAuthClient} is who we are at an authorization server, and asks it. In the {@code use} list of a
 * service; per call, before retries.
 */
@NullMarked
package io.hauberk.oauth;

import org.jspecify.annotations.NullMarked;
