#include "diary/store_carve.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diary/store_pages.h"

enum {
    USABLE = KN_PAGE_SIZE - KN_PAGE_CHECK,
    PAYLOAD_MAX = KN_BODY_MAX + 4096,
    FIRST_HEADER = 100, /* of the file, at the beginning of the first page */
    LEAF_TABLE = 0x0d,
    LEAF_INDEX = 0x0a,
    LOG_COLUMNS = 13,
    VERSION_COLUMNS = 2 /* of the index of log(version): version, seq */
};

/* Bytes that may end anywhere. Reading beyond the end makes it bad, and gives zeros. */
typedef struct span {
    const unsigned char *bytes;
    size_t size, at;
    bool bad;
} span;

static uint64_t read_fixed(span *from, size_t count)
{
    uint64_t value = 0;

    if (from->bad || count > from->size - from->at) {
        from->bad = true;
        return 0;
    }
    for (size_t i = 0; i < count; i++)
        value = value << 8 | from->bytes[from->at++];
    return value;
}

/* Seven bits a byte, the highest bit says that more follow; all eight of the ninth. */
static uint64_t read_varint(span *from)
{
    uint64_t value = 0;

    for (int i = 0; i < 9; i++) {
        uint64_t byte = read_fixed(from, 1);

        if (i == 8)
            return value << 8 | byte;
        value = value << 7 | (byte & 0x7f);
        if (!(byte & 0x80))
            return value;
    }
    return value;
}

/* ---- Cells ------------------------------------------------------------------------------------*/

/* How many bytes of a payload stand in the cell itself; the rest is in overflow pages. */
static size_t local_size(size_t payload, bool is_table)
{
    size_t most = is_table ? USABLE - 35 : (USABLE - 12) * 64 / 255 - 23;
    size_t least = (USABLE - 12) * 32 / 255 - 23;
    size_t kept = least + (payload - least) % (USABLE - 4);

    if (payload <= most)
        return payload;
    return kept <= most ? kept : least;
}

static bool read_page(const kn_carver *carver, int64_t page, unsigned char bytes[KN_PAGE_SIZE])
{
    return pread(carver->file, bytes, KN_PAGE_SIZE, (off_t)(page * KN_PAGE_SIZE)) == KN_PAGE_SIZE;
}

/* Gathers a payload of `count` bytes into carver->payload; `cell` stands at its beginning. */
static bool gather(kn_carver *carver, span *cell, size_t count, bool is_table)
{
    unsigned char page[KN_PAGE_SIZE];
    size_t have, local;
    int64_t next;

    if (cell->bad || count > PAYLOAD_MAX)
        return false;
    local = local_size(count, is_table);
    if (local > cell->size - cell->at)
        return false;
    memcpy(carver->payload, cell->bytes + cell->at, local);
    cell->at += local;
    next = local < count ? (int64_t)read_fixed(cell, 4) : 0;
    for (have = local; have < count;) {
        size_t more = count - have < USABLE - 4 ? count - have : USABLE - 4;
        span link = {.bytes = page, .size = KN_PAGE_SIZE};

        /* Pages are numbered from 1. Every turn adds bytes, so a circle ends as well. */
        if (next < 1 || next > carver->pages || !read_page(carver, next - 1, page))
            return false;
        next = (int64_t)read_fixed(&link, 4);
        memcpy(carver->payload + have, page + 4, more);
        have += more;
    }
    return true;
}

/* ---- Records ----------------------------------------------------------------------------------*/

typedef struct record_column {
    uint64_t type;
    int64_t number;
    const unsigned char *bytes;
    size_t size;
} record_column;

static size_t column_size(uint64_t type)
{
    static const unsigned char sizes[12] = {0, 1, 2, 3, 4, 6, 8, 8};

    return type < 12 ? sizes[type] : (size_t)((type - 12) / 2);
}

static void read_number(record_column *column)
{
    uint64_t value = column->size && column->bytes[0] & 0x80 ? UINT64_MAX : 0;

    if (column->type == 9)
        value = 1;
    for (size_t i = 0; i < column->size; i++)
        value = value << 8 | column->bytes[i];
    column->number = (int64_t)value;
}

static bool read_record(const unsigned char *bytes, size_t size, record_column columns[], int count)
{
    span head = {.bytes = bytes, .size = size};
    uint64_t head_size = read_varint(&head);
    size_t at = (size_t)head_size;

    if (head.bad || head_size > size)
        return false;
    head.size = at;
    for (int i = 0; i < count; i++) {
        columns[i].type = read_varint(&head);
        columns[i].size = column_size(columns[i].type);
        if (head.bad || columns[i].size > size - at)
            return false;
        columns[i].bytes = bytes + at;
        at += columns[i].size;
        if (columns[i].type < 10)
            read_number(&columns[i]);
    }
    return head.at == head.size && at == size;
}

static bool is_number(const record_column *column)
{
    return (column->type >= 1 && column->type <= 6) || column->type == 8 || column->type == 9;
}

static bool is_text(const record_column *column)
{
    return column->type >= 13 && column->type % 2 == 1;
}

/* In the order of KN_LOG_COLUMNS. */
static bool read_row(const record_column columns[LOG_COLUMNS], int64_t seq, kn_row *row)
{
    static const int texts[KN_ROW_TEXT_COUNT] = {1, 2, 4, 5, 8, 9, 10, 11};

    *row = (kn_row){.seq = seq,
                    .edit = columns[3].number,
                    .utc = columns[6].number,
                    .removed = columns[7].number};
    for (int i = 0; i < KN_ROW_TEXT_COUNT; i++) {
        const record_column *text = &columns[texts[i]];

        if (i == KN_ROW_BODY && text->type == 0)
            continue;
        if (!is_text(text))
            return false;
        row->text[i].bytes = (const char *)text->bytes;
        row->text[i].size = text->size;
    }
    if (columns[12].type != 12 + 2 * KN_DIGEST_SIZE)
        return false;
    memcpy(row->digest, columns[12].bytes, KN_DIGEST_SIZE);
    return is_number(&columns[3]) && is_number(&columns[6]) && is_number(&columns[7]);
}

/* ---- Pages ------------------------------------------------------------------------------------*/

static unsigned char page_type(const kn_carver *carver)
{
    return carver->bytes[carver->page == 0 ? FIRST_HEADER : 0];
}

/* Makes the next page current and counts its cells. */
static bool next_page(kn_carver *carver)
{
    size_t header;

    carver->cell = carver->cells = 0;
    if (++carver->page >= carver->pages)
        return false;
    if (!read_page(carver, carver->page, carver->bytes))
        memset(carver->bytes, 0, KN_PAGE_SIZE);
    header = carver->page == 0 ? FIRST_HEADER : 0;
    if (page_type(carver) == LEAF_TABLE || page_type(carver) == LEAF_INDEX)
        carver->cells = carver->bytes[header + 3] << 8 | carver->bytes[header + 4];
    return true;
}

/* Where the current cell begins; a bad span if it cannot be. */
static span find_cell(const kn_carver *carver)
{
    size_t header = carver->page == 0 ? FIRST_HEADER : 0;
    span pointers = {
        .bytes = carver->bytes, .size = USABLE, .at = header + 8 + 2 * (size_t)carver->cell};
    span cell = {.bytes = carver->bytes, .size = USABLE};

    pointers.bad = pointers.at > USABLE;
    cell.at = (size_t)read_fixed(&pointers, 2);
    cell.bad = pointers.bad || cell.at >= USABLE;
    return cell;
}

/* Of a whole page only: a number without a digest could be anything. */
static void note_last_seq(kn_carver *carver, span *cell)
{
    record_column columns[VERSION_COLUMNS];
    size_t size = (size_t)read_varint(cell);

    if (!kn_page_is_whole(carver->bytes, carver->page * KN_PAGE_SIZE) ||
        !gather(carver, cell, size, false) ||
        !read_record(carver->payload, size, columns, VERSION_COLUMNS))
        return;
    if (is_text(&columns[0]) && columns[0].size == KN_ID_SIZE - 1 && is_number(&columns[1]) &&
        columns[1].number > carver->last_seq)
        carver->last_seq = columns[1].number;
}

kn_code kn_carver_init(kn_carver *carver, int file, int64_t size, kn_error *err)
{
    *carver = (kn_carver){.file = file,
                          .pages = size / KN_PAGE_SIZE,
                          .page = -1,
                          .bytes = malloc(KN_PAGE_SIZE),
                          .payload = malloc(PAYLOAD_MAX)};
    if (carver->bytes && carver->payload)
        return KN_OK;
    kn_carver_release(carver);
    return kn_fail(err, KN_NOMEM, NULL, "out of memory");
}

void kn_carver_release(kn_carver *carver)
{
    free(carver->bytes);
    free(carver->payload);
    *carver = (kn_carver){0};
}

bool kn_carver_next(kn_carver *carver, kn_row *row)
{
    for (;;) {
        while (carver->cell < carver->cells) {
            record_column columns[LOG_COLUMNS];
            span cell = find_cell(carver);
            size_t size;
            int64_t seq;

            carver->cell++;
            if (page_type(carver) == LEAF_INDEX) {
                note_last_seq(carver, &cell);
                continue;
            }
            size = (size_t)read_varint(&cell);
            seq = (int64_t)read_varint(&cell);
            if (gather(carver, &cell, size, true) &&
                read_record(carver->payload, size, columns, LOG_COLUMNS) &&
                read_row(columns, seq, row))
                return true;
        }
        if (!next_page(carver))
            return false;
    }
}
