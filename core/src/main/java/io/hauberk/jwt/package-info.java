/**
 * Who calls, by a token that the caller bears (RFC 6750): a signed one (RFC 7519), or one that its issuer is asked about
 * (RFC 7662).
 *
 * <p>{@link io.hauberk.jwt.Jwt} is the filter: it finds the token, has it verified, attaches the caller and refuses.
 * {@link io.hauberk.jwt.Issuer} is somebody whose tokens are believed; it keeps the keys fresh and remembers the tokens
 * that were right. {@link io.hauberk.jwt.Introspection} asks. A token that is bound to a certificate (RFC 8705) or a key
 * ({@link io.hauberk.jwt.Dpop}, RFC 9449) is of use to its owner only. Verification in a few lines: three parts of strict base64url; strict JSON, no name twice; the issuer
 * by {@code iss}; no {@code crit}, {@code zip} or
 * {@code b64}; {@code typ} and {@code alg} among those allowed; a key from the issuer's own set by
 * {@code kid}, for an algorithm that fits the key; the signature; {@code exp}, {@code nbf}, {@code iat}, {@code aud} and
 * what else is required. A subject, and scopes, roles and groups from where identity providers put them.
 *
 * <p>In a chain: after limits by address, before limits by caller, before authorization.
 */
@NullMarked
package io.hauberk.jwt;

import org.jspecify.annotations.NullMarked;
