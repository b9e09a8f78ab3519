/**
 * Fixed edits of header fields: {@link io.hauberk.headers.RequestHeaders} on the way in, {@link
 * io.hauberk.headers.ResponseHeaders} on the way out.
 *
 * <p>Four edits. {@code set} gives a field one value, whatever stood there; {@code add} adds a line; {@code remove}
 * removes all lines; {@code rename} moves all lines to another name and replaces what stood there, if there is something
 * to move. In code they run in the order of the calls; in a file in the order remove, rename, set, add, since the keys of
 * a file have no order. Names and values are checked when the filter is built.
 *
 * <p>Fields that say where a message ends or how a connection is used (RFC 9110 §7.6.1, RFC 9112 §6) are not to be
 * edited: a filter that could would be a way to smuggle requests. Both filters stand among the transformations, inside
 * authentication and limits.
 */
@NullMarked
package io.hauberk.headers;

import org.jspecify.annotations.NullMarked;
