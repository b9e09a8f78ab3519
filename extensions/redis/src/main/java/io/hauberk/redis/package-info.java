/**
 * Counts in Redis, so that several processes share limits and quotas: {@code stores: { shared: { redis:
 * "redis://127.0.0.1:6379" } }}.
 *
 * <p>Each decision is one script, run by the server as a whole: it reads the counters, decides by the server's own clock,
 * and writes all of them or none. So no two processes ever take the same permit, and clocks need not agree.
 *
 * <p>The client is Lettuce. It keeps one connection (one to each node of a cluster) for all threads, sends nothing twice,
 * and holds nothing back while there is no connection: what cannot be asked now fails now.
 */
@NullMarked
package io.hauberk.redis;

import org.jspecify.annotations.NullMarked;
