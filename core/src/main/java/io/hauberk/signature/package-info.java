/**
 * Who calls, by HTTP message signatures (RFC 9421). {@link io.hauberk.signature.Signature} verifies those of requests that
 * come in; {@link io.hauberk.signature.Sign} signs those that go out.
 *
 * <p>A signature names what it is over: parts of the message, in an order, with parameters such as the time and the key. A
 * verifier that is content with whatever was signed verifies nothing, so the filter says what must be: by default method,
 * authority, path, query, a time, and where there is content its digest (RFC 9530), against which the content is checked
 * while it passes. The key decides on the algorithm; the message cannot choose another.
 *
 * <p>In a chain: after limits by address, before limits by caller and authorization, and before whatever changes signed
 * headers. The signer stands innermost.
 */
@NullMarked
package io.hauberk.signature;

import org.jspecify.annotations.NullMarked;
