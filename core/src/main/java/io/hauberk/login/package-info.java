/**
 * Lets people log in with a browser (OpenID Connect Core 1.0, the code flow with PKCE, RFC 7636).
 *
 * <p>{@link io.hauberk.login.Login} is the filter. Nothing is stored here: what is under way and who is logged in are in
 * cookies that only we can read (AES-256-GCM, keys that can be rotated). In a chain: where other authentication stands.
 */
@NullMarked
package io.hauberk.login;

import org.jspecify.annotations.NullMarked;
