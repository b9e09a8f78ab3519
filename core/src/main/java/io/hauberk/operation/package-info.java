/**
 * What the application behind a gateway handles, by its annotations. {@link io.hauberk.operation.Operations} are routes right
 * before the application: each leads through the filters that its annotations stand for. The adapters of frameworks find them
 * at the start, and ask before a handler runs whether its own route was taken.
 */
@NullMarked
package io.hauberk.operation;

import org.jspecify.annotations.NullMarked;
