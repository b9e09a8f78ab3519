/**
 * What stands between the network and the filters: who is at the other end, which header fields mean nothing here, and
 * which requests are too ambiguous to be let in.
 *
 * <p>In this order: {@link io.hauberk.network.Normalisation} finds the client behind trusted proxies and strips what
 * clients may not send; it never refuses, so that logs and metrics outside the hardening know who called. {@link
 * io.hauberk.network.Hardening} refuses what is malformed or ambiguous (RFC 9110, 9112) and makes the path canonical.
 * {@link io.hauberk.network.ForwardedHeaders} stands directly before a service that a request is forwarded to.
 */
@NullMarked
package io.hauberk.network;

import org.jspecify.annotations.NullMarked;
