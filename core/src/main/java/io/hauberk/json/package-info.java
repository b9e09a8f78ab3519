/** Reading and writing small JSON documents. For this library's own modules. */
@NullMarked
package io.hauberk.json;

import org.jspecify.annotations.NullMarked;
