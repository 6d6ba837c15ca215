@NullMarked
package com.acme.memory.management;

import org.jspecify.annotations.NullMarked;
