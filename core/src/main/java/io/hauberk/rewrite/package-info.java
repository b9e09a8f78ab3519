/**
 * Other addresses and fixed answers.
 *
 * <p>{@link io.hauberk.rewrite.Rewrite} is a filter before a service: it changes path and host of what is forwarded.
 * {@link io.hauberk.rewrite.Redirect} and {@link io.hauberk.rewrite.Respond} are handlers, targets of routes that answer
 * by themselves.
 *
 * <p>A prefix is replaced as the Kubernetes Gateway API says: what counts is the prefix that the winning match of the
 * route names ({@code /foo} of {@code /foo/**}), element by element; a slash at the end of prefix or replacement makes no
 * difference; an empty replacement takes the prefix away. Queries are kept.
 */
@NullMarked
package io.hauberk.rewrite;

import org.jspecify.annotations.NullMarked;
