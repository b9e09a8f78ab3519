/**
 * Who calls, by a signature with a shared secret. {@link io.hauberk.hmac.Hmac} is the filter. The form of the field is the
 * one that API gateways have in common, and that comes from an early draft of HTTP signatures:
 *
 * <pre>
 * Authorization: hmac username="bob", algorithm="hmac-sha256", headers="x-date @request-target content-digest",
 *     signature="…"
 * </pre>
 *
 * <p>The string to sign has a line for each name in {@code headers}, in that order, with a line feed between lines and none
 * at the end: the name in lower case, a colon, a space and the value; the lines of a repeated field are joined by a comma
 * and a space. {@code @request-target} stands for the method in lower case, a space, and path and query as they are sent.
 * The signature is the base64 of the HMAC of these bytes.
 *
 * <p>New clients do better with HTTP message signatures (RFC 9421): see {@code io.hauberk.signature}.
 */
@NullMarked
package io.hauberk.hmac;

import org.jspecify.annotations.NullMarked;
